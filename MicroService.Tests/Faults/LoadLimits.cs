namespace MicroService.Tests.Faults;

/// <summary>What bounds a load.</summary>
/// <param name="Concurrency">Requests at once.</param>
/// <param name="Requests">Requests in all.</param>
/// <param name="Duration">How long it may last.</param>
/// <param name="Pause">The rest of a worker between two requests, so that answers that come at once make no storm.</param>
/// <param name="Hang">How long a client waits before it calls the service hung.</param>
internal sealed record LoadLimits(int Concurrency, int Requests, TimeSpan Duration, TimeSpan Pause, TimeSpan Hang);
