using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.AppModel.Parameters;

namespace MicroService.Tests.Publishing.AppModel.Parameters;

public sealed class ParameterStoreTests : IDisposable
{
    private static readonly ParameterResource Password = new("cache-password", ManifestResourceTypes.Parameter, "{cache-password.inputs.value}");
    private static readonly ParameterInput Generated = new("value", Secret: true, Default: null, new GeneratedValue(22, Special: false));
    private static readonly ParameterInput Asked = new("value", Secret: false, Default: null, Generate: null);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-parameters-");

    [Fact]
    public void GeneratedValue_IsTheSameInTheNextRun() => Assert.Equal(Value(Generated), Value(Generated));

    [Fact]
    public void File_IsReadableByItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Value(Generated);

#pragma warning disable CA1416 // The platform analyzer doesn't know the line above.
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.FullName, "parameters.json")));
#pragma warning restore CA1416
    }

    [Fact]
    public void EnvironmentVariable_ComesFirst()
    {
        Value(Generated);

        Assert.Equal("given", Value(Generated, ("Parameters__cache_password", "given")));
    }

    [Fact]
    public void EmptyVariable_GivesNothing()
    {
        var generated = Value(Generated);

        Assert.Equal(generated, Assert.IsType<Resolution.Known>(ParameterStore.Open(_folder.FullName, _ => "", keepsGiven: true).Value(Password, Generated)).Text);
        Assert.Equal(generated, Value(Generated));
    }

    [Fact]
    public void ParameterWithoutAnyValue_SaysWhichVariableGivesIt()
    {
        var store = ParameterStore.Open(_folder.FullName, _ => null);

        Assert.Contains("Parameters__cache_password", Assert.IsType<Resolution.Wrong>(store.Value(Password, Asked)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Value(ParameterInput input, params (string Name, string Value)[] environment) =>
        Assert.IsType<Resolution.Known>(
            ParameterStore.Open(_folder.FullName, name => environment.FirstOrDefault(variable => variable.Name == name).Value).Value(Password, input)).Text;
}
