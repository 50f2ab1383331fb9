using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Reading;

/// <summary>What came of reading a file: the file, or every problem that it has.</summary>
/// <param name="File">The file; null if there are problems.</param>
/// <param name="Problems">All problems, in the order of the file.</param>
public sealed record ManifestReading(ManifestFile? File, IReadOnlyList<Problem> Problems);
