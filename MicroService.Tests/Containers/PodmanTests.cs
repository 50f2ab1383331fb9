namespace MicroService.Tests.Containers;

public sealed class PodmanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-stores-");

    [Fact]
    public void StoreOfAProcessThatIsGone_IsAbandoned()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are looked up in /proc.");
        // No process gets so high a number.
        _folder.CreateSubdirectory("microservice-podman-99999999-abcdef");
        _folder.CreateSubdirectory($"microservice-podman-{Environment.ProcessId}-abcdef");
        _folder.CreateSubdirectory("microservice-podman-other");

        Assert.Equal("microservice-podman-99999999-abcdef", Assert.Single(Podman.Abandoned(_folder.FullName)).Name);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
