namespace MicroService.ServiceDefaults.Chaos;

/// <summary>The dice of chaos: register another one for runs that can be repeated.</summary>
/// <param name="Next">The next number, from 0 to less than 1.</param>
public sealed record ChaosRandom(Func<double> Next);
