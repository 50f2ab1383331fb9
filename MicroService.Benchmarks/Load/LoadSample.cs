namespace MicroService.Benchmarks.Load;

/// <summary>One run of one server.</summary>
/// <param name="Ready">From the start of the process to the first good answer.</param>
/// <param name="IdleBytes">Resident memory before the load.</param>
/// <param name="LoadedBytes">The most resident memory under load.</param>
/// <param name="RequestsPerSecond">Answers per second.</param>
internal sealed record LoadSample(TimeSpan Ready, long IdleBytes, long LoadedBytes, double RequestsPerSecond);
