using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroService.Tests.Api.Audits;

public sealed class AuditEndpointsTests(SharedApi api)
{
    [Fact]
    public async Task PostedDocument_IsAuditedAndKept()
    {
        var client = await api.ClientAsync();

        using var created = await client.SubmitAsync("/v1/audits?filename=cart.yaml", Manifests.Body(Manifests.Careless));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var report = await created.JsonAsync();
        Assert.Equal($"/v1/audits/{report["id"]}", created.Headers.Location!.ToString());
        using var found = await client.AskAsync(created.Headers.Location.ToString());
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal(report.ToJsonString(), (await found.JsonAsync()).ToJsonString());
    }

    [Fact]
    public async Task Finding_SaysWhatWhereAndHowToFixIt()
    {
        var client = await api.ClientAsync();

        using var created = await client.SubmitAsync("/v1/audits?filename=cart.yaml", Manifests.Body(Manifests.Careless));

        var finding = Assert.Single((await created.JsonAsync())["findings"]!.AsArray(), finding => (string?)finding!["rule"] == "readiness-probe")!;
        Assert.Equal("danger", (string?)finding["severity"]);
        Assert.Equal("""{"apiVersion":"apps/v1","kind":"Deployment","namespace":"shop","name":"cart"}""", finding["object"]!.ToJsonString());
        Assert.Equal("server", (string?)finding["container"]);
        Assert.Equal("/spec/template/spec/containers/0", (string?)finding["pointer"]);
        Assert.Equal("cart.yaml", (string?)finding["source"]);
        Assert.Equal((17, 11), ((int)finding["line"]!, (int)finding["column"]!));
        Assert.Equal("review", (string?)finding["fix"]!["safety"]);
        var patch = Assert.Single(finding["fix"]!["patches"]!.AsArray())!;
        Assert.Equal("/spec/template/spec/containers/0/readinessProbe", (string?)patch["patch"]![0]!["path"]);
        Assert.NotNull(patch["patch"]![0]!["value"]!["tcpSocket"]);
    }

    [Fact]
    public async Task FindingsOfAHugeObject_LeaveOutPatchesPastABudget()
    {
        var client = await api.ClientAsync();
        var containers = string.Concat(Enumerable.Range(0, 600).Select(number => $"  - name: c{number}\n    image: example.com/c:1.2.3\n    ports:\n    - containerPort: 8080\n"));

        using var created = await client.SubmitAsync("/v1/audits", Manifests.Body($"apiVersion: v1\nkind: Pod\nmetadata:\n  name: huge\nspec:\n  containers:\n{containers}"));

        var fixes = (await created.JsonAsync())["findings"]!.AsArray().Select(finding => finding!["fix"]).OfType<JsonNode>().ToList();
        Assert.NotNull(fixes[0]["patches"]);
        Assert.Null(fixes[^1]["patches"]);
        Assert.NotNull(fixes[^1]["description"]);
    }

    [Fact]
    public async Task IgnoredFinding_IsReportedAsSuppressedWithItsReason()
    {
        var client = await api.ClientAsync();

        using var created = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Excused));

        var report = await created.JsonAsync();
        Assert.DoesNotContain(report["findings"]!.AsArray(), finding => (string?)finding!["rule"] == "readiness-probe");
        var suppressed = Assert.Single(report["suppressed"]!.AsArray())!;
        Assert.Equal("A batch worker in disguise.", (string?)suppressed["reason"]);
        Assert.Equal(1, (int?)report["counts"]!["suppressed"]);
    }

    [Fact]
    public async Task SameDocumentTwice_IsOneReportUnderTwoIds()
    {
        var client = await api.ClientAsync();

        using var first = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        using var second = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));

        var (one, two) = (await first.JsonAsync(), await second.JsonAsync());
        Assert.NotEqual((string?)one["id"], (string?)two["id"]);
        Assert.Equal((string?)one["contentHash"], (string?)two["contentHash"]);
        Assert.Equal(one["findings"]!.ToJsonString(), two["findings"]!.ToJsonString());
    }

    [Fact]
    public async Task PartialInput_IsNotAskedForWhatMayBeElsewhere()
    {
        var client = await api.ClientAsync();

        using var whole = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
        using var partial = await client.SubmitAsync("/v1/audits?partial=true", Manifests.Body(Manifests.Careless));

        Assert.True((bool)(await partial.JsonAsync())["partial"]!);
        var (all, some) = ((await whole.JsonAsync())["findings"]!.AsArray(), (await partial.JsonAsync())["findings"]!.AsArray());
        Assert.True(some.Count < all.Count, $"{some.Count} of {all.Count} findings");
    }

    [Fact]
    public async Task Json_IsAuditedToo()
    {
        var client = await api.ClientAsync();
        const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

        using var created = await client.SubmitAsync("/v1/audits", Manifests.Body(Pod, "application/json; charset=utf-8"));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("manifest.json", (string?)(await created.JsonAsync())["source"]);
    }

    [Fact]
    public async Task TextReport_NamesObjectRuleAndPlace()
    {
        var client = await api.ClientAsync();

        using var created = await client.SubmitAsync("/v1/audits?filename=cart.yaml", Manifests.Body(Manifests.Careless), "text/plain");

        Assert.Equal("text/plain; charset=utf-8", created.Content.Headers.ContentType!.ToString());
        var text = await created.TextAsync();
        Assert.Contains("shop/Deployment/cart  cart.yaml:1", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^  danger   readiness-probe\s+17:11  server: .+ \[fix, review: .+\]$", text);
        Assert.DoesNotContain('\e', text);
    }

    [Fact]
    public async Task KeptAudit_CanBeHadInEveryForm()
    {
        var client = await api.ClientAsync();
        using var created = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));

        foreach (var form in (string[])["application/json", "application/sarif+json", "text/plain"])
        {
            using var found = await client.AskAsync(created.Headers.Location!.ToString(), form);
            Assert.Equal(form, found.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task History_IsPagedByTheLinkThatEachPageHas()
    {
        var client = await api.ClientAsync();
        var made = new HashSet<string>();
        for (var i = 0; i < 5; i++)
        {
            using var created = await client.SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless));
            made.Add((string)(await created.JsonAsync())["id"]!);
        }

        var seen = new List<string>();
        for (var next = "/v1/audits?limit=2"; next is not null && !made.IsSubsetOf(seen);)
        {
            using var page = await client.AskAsync(next);
            var body = await page.JsonAsync();
            Assert.True(body["items"]!.AsArray().Count <= 2);
            Assert.All(body["items"]!.AsArray(), item => Assert.Null(item!["findings"]));
            seen.AddRange(body["items"]!.AsArray().Select(item => (string)item!["id"]!));
            next = (string?)body["next"];
            Assert.Equal(next is null ? null : $"<{next}>; rel=\"next\"", page.Headers.TryGetValues("Link", out var links) ? links.Single() : null);
        }

        Assert.Superset(made, seen.ToHashSet());
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
        Assert.Equal(seen.Distinct(), seen);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=many")]
    [InlineData("?after=nonsense")]
    public async Task WrongPage_IsRefused(string query)
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/audits" + query);

        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task UnknownAudit_IsNotFound()
    {
        using var response = await (await api.ClientAsync()).AskAsync("/v1/audits/01a20a57-bddb-798e-b5c1-4131c1af965c");

        await response.ProblemAsync(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task BrokenYaml_IsMalformedWithLineAndColumn()
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits?filename=b.yaml", Manifests.Body("apiVersion: v1\nkind: [Pod\n"));

        var problem = await response.ProblemAsync(HttpStatusCode.BadRequest, "malformed-document");
        var first = problem["problems"]!.AsArray()[0]!;
        Assert.Equal("b.yaml", (string?)first["source"]);
        Assert.True((int)first["line"]! > 0);
        Assert.True((int)first["column"]! > 0);
        Assert.NotEmpty((string)first["code"]!);
    }

    [Fact]
    public async Task WrongTypes_AreAllFindings()
    {
        var manifest = Manifests.Careless.Replace("spec:\n  selector:", "spec:\n  replicas: three\n  minReadySeconds: []\n  selector:", StringComparison.Ordinal);

        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", Manifests.Body(manifest));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var audit = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("F", (string?)audit["grade"]);
        Assert.Equal([7, 8], audit["findings"]!.AsArray().Where(finding => (string?)finding!["rule"] == "field-type").Select(finding => (int)finding!["line"]!));
    }

    [Fact]
    public async Task EmptyDocument_IsInvalid()
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", Manifests.Body(""));

        await response.ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid-document");
    }

    [Fact]
    public async Task InvalidUtf8_IsMalformed()
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", Manifests.Body([.. "kind: "u8, 0xC3, 0x28]));

        await response.ProblemAsync(HttpStatusCode.BadRequest, "malformed-document");
    }

    [Theory]
    [InlineData("?partial=perhaps")]
    [InlineData("?filename=")]
    [InlineData("?partial=true&partial=false")]
    public async Task WrongParameter_IsRefused(string query)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits" + query, Manifests.Body(Manifests.Careless));

        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json;q=0")]
    public async Task UnknownForm_IsNotAcceptable(string accept)
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", Manifests.Body(Manifests.Careless), accept);

        await response.ProblemAsync(HttpStatusCode.NotAcceptable, "not-acceptable");
    }

    [Fact]
    public async Task FileNameWithLinesInIt_IsRefused()
    {
        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits?filename=a%0Ab", Manifests.Body(Manifests.Careless));

        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid-parameter");
    }

    [Fact]
    public async Task BodyAtTheLimit_IsTaken()
    {
        var comment = new string('x', 10 * 1024 * 1024 - Encoding.UTF8.GetByteCount(Manifests.Careless) - 3);

        using var response = await (await api.ClientAsync()).SubmitAsync("/v1/audits", Manifests.Body($"{Manifests.Careless}\n# {comment}"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }
}
