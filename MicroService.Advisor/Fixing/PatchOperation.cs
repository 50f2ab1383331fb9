using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixing;

/// <summary>An operation of a JSON patch (RFC 6902): <c>add</c>, <c>remove</c> or <c>replace</c>.</summary>
/// <param name="Op">The operation's name.</param>
/// <param name="Path">The JSON pointer from the object's root.</param>
/// <param name="Value">The value; null for <c>remove</c>.</param>
public sealed record PatchOperation(string Op, string Path, Node? Value);
