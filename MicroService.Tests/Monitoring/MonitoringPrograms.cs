namespace MicroService.Tests.Monitoring;

/// <summary>The programs of the Debian package <c>prometheus</c>, searched on the PATH.</summary>
internal static class MonitoringPrograms
{
    /// <summary>The program's path; skips the running test where it is not installed.</summary>
    public static string Required(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null, $"{name} is not installed (Debian: apt-get install prometheus), so nothing was tested with it.");
        return path!;
    }
}
