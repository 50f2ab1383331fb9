using System.Globalization;
using System.Net;

namespace MicroService.Tests.Api.Fixes;

public sealed class FixEndpointsTests(SharedApi api)
{
    [Fact]
    public async Task UnsafeFix_LeavesNothingFixable()
    {
        var client = await api.ClientAsync();

        using var made = await client.SubmitAsync("/v1/fixes?unsafe=true", Manifests.Body(Manifests.Careless));

        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        Assert.Equal("application/yaml", made.Content.Headers.ContentType!.ToString());
        using var again = await client.SubmitAsync("/v1/audits", Manifests.Body(await made.TextAsync()));
        var report = await again.JsonAsync();
        Assert.DoesNotContain(report["findings"]!.AsArray(), finding => finding!["fix"] is not null);
        Assert.Equal(made.Headers.GetValues("Findings-Remaining").Single(), $"{report["findings"]!.AsArray().Count}");
    }

    [Fact]
    public async Task SafeFix_AppliesNothingThatNeedsReview()
    {
        var client = await api.ClientAsync();

        using var safe = await client.SubmitAsync("/v1/fixes", Manifests.Body(Manifests.Careless));
        using var all = await client.SubmitAsync("/v1/fixes?unsafe=true", Manifests.Body(Manifests.Careless));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (safe.StatusCode, all.StatusCode));
        Assert.InRange(Applied(safe), 1, Applied(all) - 1);
        Assert.DoesNotContain("readinessProbe", await safe.TextAsync(), StringComparison.Ordinal);
        Assert.Contains("readinessProbe", await all.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comments_SurviveFixing()
    {
        using var made = await (await api.ClientAsync()).SubmitAsync("/v1/fixes?unsafe=true", Manifests.Body(Manifests.Careless));

        Assert.Contains("# Keep this comment.", await made.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patches_SayWhatChangesInWhichObject()
    {
        using var made = await (await api.ClientAsync()).SubmitAsync("/v1/fixes?unsafe=true", Manifests.Body(Manifests.Careless), "application/json-patch+json");

        Assert.Equal("application/json-patch+json", made.Content.Headers.ContentType!.ToString());
        var patches = (await made.JsonAsync()).AsArray();
        var cart = Assert.Single(patches, patch => (string?)patch!["object"]!["kind"] == "Deployment")!;
        Assert.Contains(
            cart["patch"]!.AsArray(),
            operation => (string?)operation!["op"] == "add" && (string?)operation["path"] == "/spec/template/spec/containers/0/readinessProbe");
    }

    [Fact]
    public async Task NewObjects_AreGivenWhole()
    {
        using var made = await (await api.ClientAsync()).SubmitAsync("/v1/fixes?unsafe=true", Manifests.Body(Manifests.Careless), "application/json-patch+json");

        var created = (await made.JsonAsync()).AsArray().Where(patch => patch!["create"] is not null).ToList();
        Assert.NotEmpty(created);
        Assert.All(created, patch => Assert.Equal((string?)patch!["object"]!["kind"], (string?)patch["create"]!["kind"]));
    }

    [Fact]
    public async Task BrokenYaml_IsMalformed()
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/fixes", Manifests.Body("a: b: c"));

        await response.ProblemAsync(HttpStatusCode.BadRequest, "malformed-document");
    }

    [Fact]
    public async Task UnknownForm_IsNotAcceptable()
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/fixes", Manifests.Body(Manifests.Careless), "application/sarif+json");

        await response.ProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable");
    }

    private static int Applied(HttpResponseMessage response) =>
        int.Parse(response.Headers.GetValues("Fixes-Applied").Single(), CultureInfo.InvariantCulture);
}
