using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reading;

/// <summary>A part of a file that holds one object: a document, or an item of a <c>List</c>.</summary>
/// <param name="Source">The file's name, for problems and findings.</param>
/// <param name="Utf8">The text. Of YAML these are whole lines, with a space in the place of an item's dash.</param>
/// <param name="Start">Where the text stands in its file.</param>
/// <param name="IsJson">Whether it is JSON.</param>
/// <param name="Type">What the list around it says that it is; null for a document, and for an item of a <c>List</c> of anything.</param>
public sealed record ManifestPiece(string Source, ReadOnlyMemory<byte> Utf8, Position Start, bool IsJson, ListedType? Type = null);
