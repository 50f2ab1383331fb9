using System.Globalization;

namespace MicroService.Tests.Faults;

/// <summary>The longest that it may take until all is well again.</summary>
/// <param name="Words">The limit as operators read it.</param>
/// <param name="Of">The limit, given the total timeout of the dependency.</param>
internal sealed record RecoveryLimit(string Words, Func<TimeSpan, TimeSpan> Of)
{
    /// <summary>
    /// What no setting of the service shortens: the client of the cache gives up a silent connection after 20 s (four of its own
    /// timeouts of 5 s), and then makes another.
    /// </summary>
    public static RecoveryLimit NewConnection { get; } = new("when its client has given up the dead connection, up to 30 s", static _ => TimeSpan.FromSeconds(30));

    /// <summary>So many total timeouts.</summary>
    public static RecoveryLimit TotalTimeouts(double count) => new(string.Create(CultureInfo.InvariantCulture, $"{count} ×"), total => count * total);

    public override string ToString() => Words;
}
