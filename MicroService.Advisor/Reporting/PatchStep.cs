using System.Text.Json;

namespace MicroService.Advisor.Reporting;

/// <summary>An operation of a JSON patch (RFC 6902).</summary>
/// <param name="Op"><c>add</c>, <c>remove</c> or <c>replace</c>.</param>
/// <param name="Path">The JSON pointer from the object's root.</param>
/// <param name="Value">The value; absent for <c>remove</c>.</param>
public sealed record PatchStep(string Op, string Path, JsonElement? Value);
