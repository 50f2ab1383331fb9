using System.Text.Json;

namespace MicroService.Advisor.Reporting;

/// <summary>What one fix changes in one object, or an object that it creates.</summary>
/// <param name="Object">The object.</param>
/// <param name="Patch">The JSON patch (RFC 6902) against the object; absent if it is to be created.</param>
/// <param name="Create">The whole object; absent if it exists.</param>
public sealed record FixPatch(ObjectReference Object, IReadOnlyList<PatchStep>? Patch, JsonElement? Create);
