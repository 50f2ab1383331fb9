using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace MicroService.Tests.Conventions;

/// <summary>Finds which types of an assembly refer to which others of it, in declarations, signatures and method bodies.</summary>
internal sealed class TypeUses : ISignatureTypeProvider<ValueTuple, ValueTuple>
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    private readonly HashSet<(BuiltType User, BuiltType Used)> _found = [];
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private BuiltType _user = new("", "");

    private TypeUses(PEReader image, MetadataReader metadata) => (_image, _metadata) = (image, metadata);

    public static IReadOnlyCollection<(BuiltType User, BuiltType Used)> Read(PEReader image, MetadataReader metadata)
    {
        var uses = new TypeUses(image, metadata);
        foreach (var handle in metadata.TypeDefinitions)
        {
            uses._user = uses.TopLevel(handle);
            uses.Declaration(metadata.GetTypeDefinition(handle));
        }

        return uses._found;
    }

    private void Declaration(TypeDefinition type)
    {
        Token(type.BaseType);
        Each(type.GetInterfaceImplementations(), handle => Token(_metadata.GetInterfaceImplementation(handle).Interface));
        Attributes(type.GetCustomAttributes());
        TypeParameters(type.GetGenericParameters());
        Each(type.GetFields(), handle =>
        {
            var field = _metadata.GetFieldDefinition(handle);
            field.DecodeSignature(this, default);
            Attributes(field.GetCustomAttributes());
        });
        Each(type.GetProperties(), handle => Attributes(_metadata.GetPropertyDefinition(handle).GetCustomAttributes()));
        Each(type.GetMethods(), handle =>
        {
            var method = _metadata.GetMethodDefinition(handle);
            method.DecodeSignature(this, default);
            Attributes(method.GetCustomAttributes());
            TypeParameters(method.GetGenericParameters());
            Each(method.GetParameters(), parameter => Attributes(_metadata.GetParameter(parameter).GetCustomAttributes()));
            if (method.RelativeVirtualAddress != 0)
            {
                Body(_image.GetMethodBody(method.RelativeVirtualAddress));
            }
        });
    }

    private void Attributes(CustomAttributeHandleCollection attributes) => Each(attributes, handle => Token(_metadata.GetCustomAttribute(handle).Constructor));

    private void TypeParameters(GenericParameterHandleCollection parameters) =>
        Each(parameters, handle => Each(_metadata.GetGenericParameter(handle).GetConstraints(), constraint => Token(_metadata.GetGenericParameterConstraint(constraint).Type)));

    private void Body(MethodBodyBlock body)
    {
        Token(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
        {
            Token(region.CatchType);
        }

        var code = body.GetILReader();
        while (code.RemainingBytes > 0)
        {
            short value = code.ReadByte();
            var operand = Operands[value == 0xFE ? (short)((0xFE << 8) | code.ReadByte()) : value];
            switch (operand)
            {
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineSig or OperandType.InlineTok or OperandType.InlineType:
                    Token(MetadataTokens.EntityHandle(code.ReadInt32()));
                    break;
                case OperandType.InlineSwitch:
                    var targets = code.ReadInt32();
                    code.Offset += targets * sizeof(int);
                    break;
                default:
                    code.Offset += SizeOf(operand);
                    break;
            }
        }
    }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };

    private void Token(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition when !handle.IsNil:
                _found.Add((_user, TopLevel((TypeDefinitionHandle)handle)));
                break;
            case HandleKind.TypeSpecification:
                _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, default);
                break;
            case HandleKind.MethodDefinition:
                Token(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                Token(_metadata.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MemberReference:
                Token(_metadata.GetMemberReference((MemberReferenceHandle)handle).Parent);
                break;
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Token(method.Method);
                method.DecodeSignature(this, default);
                break;
            case HandleKind.StandaloneSignature when !handle.IsNil && _metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle) is var signature
                && signature.GetKind() == StandaloneSignatureKind.LocalVariables:
                signature.DecodeLocalSignature(this, default);
                break;
        }
    }

    private BuiltType TopLevel(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? TopLevel(outer)
            : new BuiltType(_metadata.GetString(type.Namespace), _metadata.GetString(type.Name));
    }

    private static void Each<T>(IEnumerable<T> all, Action<T> act)
    {
        foreach (var one in all)
        {
            act(one);
        }
    }

    // Of a signature only the types of this assembly count; how they are put together does not.
    ValueTuple ISimpleTypeProvider<ValueTuple>.GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        Token(handle);
        return default;
    }

    ValueTuple ISignatureTypeProvider<ValueTuple, ValueTuple>.GetTypeFromSpecification(MetadataReader reader, ValueTuple genericContext, TypeSpecificationHandle handle, byte rawTypeKind)
    {
        Token(handle);
        return default;
    }

    ValueTuple ISimpleTypeProvider<ValueTuple>.GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => default;

    ValueTuple ISimpleTypeProvider<ValueTuple>.GetPrimitiveType(PrimitiveTypeCode typeCode) => default;

    ValueTuple ISZArrayTypeProvider<ValueTuple>.GetSZArrayType(ValueTuple elementType) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetArrayType(ValueTuple elementType, ArrayShape shape) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetByReferenceType(ValueTuple elementType) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetPointerType(ValueTuple elementType) => default;

    ValueTuple IConstructedTypeProvider<ValueTuple>.GetGenericInstantiation(ValueTuple genericType, ImmutableArray<ValueTuple> typeArguments) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, ValueTuple>.GetFunctionPointerType(MethodSignature<ValueTuple> signature) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, ValueTuple>.GetGenericMethodParameter(ValueTuple genericContext, int index) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, ValueTuple>.GetGenericTypeParameter(ValueTuple genericContext, int index) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, ValueTuple>.GetModifiedType(ValueTuple modifier, ValueTuple unmodifiedType, bool isRequired) => default;

    ValueTuple ISignatureTypeProvider<ValueTuple, ValueTuple>.GetPinnedType(ValueTuple elementType) => default;
}
