namespace MicroService.Benchmarks.Load;

/// <summary>A measurement that could not be taken, with what to do about it.</summary>
internal sealed class LoadFailedException(string message) : Exception(message);
