namespace MicroService.Tests.Faults;

/// <summary>How one direction of a proxied connection carries its bytes.</summary>
/// <param name="Delay">The wait before each chunk is passed on.</param>
/// <param name="BytesPerSecond">At most so many bytes a second; null for as many as come.</param>
/// <param name="Holds">Nothing is passed on while it lasts. What was held is delivered afterwards, as TCP does after lost packets.</param>
internal sealed record LinkConduct(TimeSpan Delay = default, int? BytesPerSecond = null, bool Holds = false)
{
    /// <summary>Everything at once.</summary>
    public static LinkConduct Pass { get; } = new();

    /// <summary>Nothing at all.</summary>
    public static LinkConduct Hold { get; } = new(Holds: true);
}
