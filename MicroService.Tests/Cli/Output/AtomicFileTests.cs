using MicroService.Tests.Cli.Input;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Output;

public sealed class AtomicFileTests : IDisposable
{
    private readonly ManifestFolder _folder = new ManifestFolder().Write("cart.yaml", ManifestFolder.Deployment);

    private static bool IsSuperuser => Environment.UserName == "root";

    [Fact]
    public async Task LinkedFile_IsWrittenWhereTheLinkLeads()
    {
        _folder.Write("store/cart.yaml", ManifestFolder.Deployment);
        File.CreateSymbolicLink(_folder.Path("link.yaml"), "store/cart.yaml");

        await FixAsync("link.yaml");

        Assert.Equal("store/cart.yaml", new FileInfo(_folder.Path("link.yaml")).LinkTarget);
        Assert.NotEqual(ManifestFolder.Deployment, _folder.Read("store/cart.yaml"));
        Assert.Equal(["cart.yaml", "link.yaml", "store/cart.yaml"], _folder.Files().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Permissions_StayAsTheyWere()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }

        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(_folder.Path("cart.yaml"), Mode);

        await FixAsync("cart.yaml");

        Assert.Equal(Mode, File.GetUnixFileMode(_folder.Path("cart.yaml")));
    }

    [Fact]
    public async Task Owner_StaysWhoItWas()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && IsSuperuser, "Only the superuser may give a file to somebody else.");
        await ChildProcess.RunAsync("chown", ["1234:4321", _folder.Path("cart.yaml")]);

        await FixAsync("cart.yaml");

        Assert.Equal("1234:4321", (await ChildProcess.RunAsync("stat", ["-c", "%u:%g", _folder.Path("cart.yaml")])).Output.Trim());
    }

    [Fact]
    public async Task ByteOrderMark_Stays()
    {
        _folder.Write("cart.yaml", '\uFEFF' + ManifestFolder.Deployment);

        await FixAsync("cart.yaml");

        Assert.Equal([0xEF, 0xBB, 0xBF, (byte)'a'], (await File.ReadAllBytesAsync(_folder.Path("cart.yaml"), TestContext.Current.CancellationToken))[..4]);
    }

    [Fact]
    public async Task FailedWrite_LeavesTheFileAndNothingElse()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/bin/bash"), "The limit is set by bash.");
        var large = ManifestFolder.Deployment + string.Concat(Enumerable.Repeat("# comment\n", 400));
        _folder.Write("cart.yaml", large);
        var limited = ServiceProgram.Cli with { Wrapper = ["/bin/bash", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "bash"] };

        var run = limited.Start(["fix", "cart.yaml", "--unsafe", "--write"], new Dictionary<string, string> { ["DOTNET_EnableDiagnostics"] = "0", ["DOTNET_EnableWriteXorExecute"] = "0" }, Path.GetDirectoryName(_folder.Path("cart.yaml")));
        await using (run)
        {
            Assert.Equal(73, await run.WaitForExitAsync());
        }

        Assert.Equal(new Dictionary<string, string> { ["cart.yaml"] = large }, _folder.Files());
    }

    public void Dispose() => _folder.Dispose();

    private async Task FixAsync(string name) => Assert.Equal(0, (await _folder.RunAsync("fix", name, "--unsafe", "--write")).ExitCode);
}
