using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Schema;

/// <summary>Something that the API server's schema has against an object.</summary>
/// <param name="Kind">What sort of fault it is.</param>
/// <param name="Node">The key or value at fault; for something that is missing, the mapping that lacks it.</param>
/// <param name="Message">What to write instead.</param>
/// <param name="Repair">How to put it right, where only one way is likely.</param>
internal sealed record SchemaFault(FaultKind Kind, Node Node, string Message, Repair? Repair = null);

/// <summary>A change that puts a fault right: another name for a field, or another value.</summary>
/// <param name="Owner">The mapping that changes.</param>
/// <param name="Key">The field.</param>
/// <param name="Text">Its new name or value.</param>
/// <param name="IsRename">True if the field gets another name.</param>
internal sealed record Repair(MappingNode Owner, string Key, string Text, bool IsRename);
