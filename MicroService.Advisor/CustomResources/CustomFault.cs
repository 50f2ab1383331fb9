using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.CustomResources;

/// <summary>Something that a custom resource's schema has against an object, or that the API server has against the schema.</summary>
/// <param name="Node">The key or value at fault; for something that is missing, the mapping that lacks it.</param>
/// <param name="Message">What to write instead.</param>
/// <param name="Owner">The mapping in which the field has a name that is one letter or its case away from a known one; null for other
/// faults.</param>
/// <param name="Meant">The known name.</param>
internal sealed record CustomFault(Node Node, string Message, MappingNode? Owner = null, string? Meant = null);
