using MicroService.Publishing.Helm;
using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;

namespace MicroService.Tests.Publishing.Helm;

public sealed class WorkloadConfigurationTests
{
    [Fact]
    public void Settings_OverrideTheConfigMapAndItTheProfile()
    {
        var data = new Dictionary<string, string> { ["A"] = "map", ["B"] = "map", ["OTEL_X"] = "map" };
        var settings = new WorkloadSettings { Omit = ["OTEL_*"], Environment = new Dictionary<string, string> { ["B"] = "settings", ["C"] = "settings" } };
        var profile = ImageProfiles.Project with { Environment = [("A", "profile"), ("D", "profile")] };

        var values = WorkloadConfiguration.Of(data, settings, profile);

        Assert.Equal(["A=map", "B=settings", "D=profile", "C=settings"], values.Select(setting => $"{setting.Name}={setting.Value}"));
    }
}
