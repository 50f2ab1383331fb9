namespace MicroService.Tests.Containers;

/// <summary>An answer to a probe.</summary>
/// <param name="Asked">When it was asked, as the stopwatch has it.</param>
/// <param name="IsGood">Whether it came in time and said yes.</param>
internal sealed record ProbeAnswer(long Asked, bool IsGood);
