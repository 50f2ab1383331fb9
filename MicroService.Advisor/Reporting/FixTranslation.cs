using System.Buffers;
using System.Text.Json;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Spells out the fix of each finding. A hostile document of few huge objects with many findings makes a report of their product: where
/// reports are bounded, patches are left out past a budget of nodes in the objects that they change.
/// </summary>
internal sealed class FixTranslation(ObjectGraph graph, FixDetail detail)
{
    private const long LargestTotal = 4_000_000;
    private readonly Dictionary<KubernetesObject, long> _sizes = [];
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Dictionary<(ScalarKind Kind, string Value), JsonElement> _scalars = [];
    private Utf8JsonWriter? _writer;
    private long _spelled;

    /// <summary>True to spell patches out at once, not when they are asked for: for findings that are written and gone.</summary>
    public bool IsImmediate { get; init; }

    public FindingFix? Translate(Finding finding) => finding.Fix is not { } fix ? null
        : IsImmediate ? new FindingFix(fix.Safety, VisibleText.Cut(fix.Description), SpellOut(fix))
        : new FindingFix(fix.Safety, VisibleText.Cut(fix.Description), Patches(finding, fix));

    private Func<IReadOnlyList<FixPatch>>? Patches(Finding finding, Fix fix)
    {
        if (detail == FixDetail.Bounded)
        {
            if (!_sizes.TryGetValue(finding.Object, out var size))
            {
                _sizes[finding.Object] = size = SizeOf(finding.Object.Root);
            }

            _spelled += size;
        }

        return detail == FixDetail.Words || _spelled > LargestTotal ? null : () => SpellOut(fix);
    }

    private IReadOnlyList<FixPatch> SpellOut(Fix fix) => [.. ObjectPatch.Of(fix, graph).Select(Translate)];

    private FixPatch Translate(ObjectPatch patch) => patch.IsNew
        ? new FixPatch(ObjectReference.Of(patch.Object), null, ToJson(patch.Object.Root))
        : new FixPatch(ObjectReference.Of(patch.Object), [.. patch.Operations.Select(operation => new PatchStep(operation.Op, operation.Path, operation.Value is { } value ? ToJson(value) : null))], null);

    // Fixes set the same few scalars over and over.
    private JsonElement ToJson(Node node)
    {
        if (node is not ScalarNode scalar)
        {
            return Written(node);
        }

        if (!_scalars.TryGetValue((scalar.Kind, scalar.Value), out var element))
        {
            _scalars.Add((scalar.Kind, scalar.Value), element = Written(node));
        }

        return element;
    }

    private JsonElement Written(Node node)
    {
        _buffer.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_buffer);
        _writer.Reset();
        node.WriteTo(_writer);
        _writer.Flush();
        return JsonElement.Parse(_buffer.WrittenSpan);
    }

    private static long SizeOf(Node node) => 1 + node switch
    {
        MappingNode mapping => mapping.Entries.Sum(entry => SizeOf(entry.Value)),
        SequenceNode sequence => sequence.Items.Sum(SizeOf),
        _ => 0,
    };
}
