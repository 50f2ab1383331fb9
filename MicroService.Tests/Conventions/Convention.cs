namespace MicroService.Tests.Conventions;

/// <summary>Fails with every place that breaks a convention, not only the first.</summary>
internal static class Convention
{
    public static void Holds(string convention, IEnumerable<string> violations)
    {
        var places = violations.ToList();
        Assert.True(places.Count == 0, $"{convention} Broken in {places.Count} place(s):\n  {string.Join("\n  ", places)}");
    }
}
