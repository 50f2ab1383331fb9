using System.Net;
using System.Text.Json.Nodes;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Monitoring;

/// <summary>A bounded load of everything that the Api can be asked, right and wrong.</summary>
internal static class ApiTraffic
{
    /// <summary>Asks for everything so many times, one request after the other; every answer is checked for its status.</summary>
    public static async Task SendAsync(ApiProcess api, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            using var made = await ExpectAsync(HttpStatusCode.Created, api.Api.SubmitAsync("/v1/audits", Document(round)));
            using var cached = await ExpectAsync(HttpStatusCode.Created, api.Api.SubmitAsync("/v1/audits", Document(round)));
            var id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!;
            using var found = await ExpectAsync(HttpStatusCode.OK, api.Api.AskAsync($"/v1/audits/{id}"));
            using var listed = await ExpectAsync(HttpStatusCode.OK, api.Api.AskAsync("/v1/audits?limit=2"));
            using var fixes = await ExpectAsync(HttpStatusCode.OK, api.Api.SubmitAsync("/v1/fixes?unsafe=true", Document(round)));
            using var rules = await ExpectAsync(HttpStatusCode.OK, api.Api.AskAsync("/v1/rules"));
            using var rule = await ExpectAsync(HttpStatusCode.OK, api.Api.AskAsync("/v1/rules/readiness-probe"));
            using var nowhere = await ExpectAsync(HttpStatusCode.NotFound, api.Api.AskAsync("/v1/nowhere"));
            using var broken = await ExpectAsync(HttpStatusCode.BadRequest, api.Api.SubmitAsync("/v1/audits", Manifests.Body("a: [")));
        }
    }

    private static ByteArrayContent Document(int round) =>
        Manifests.Body(Manifests.Careless.Replace("name: cart", $"name: cart-{round}", StringComparison.Ordinal));

    private static async Task<HttpResponseMessage> ExpectAsync(HttpStatusCode status, Task<HttpResponseMessage> asking)
    {
        var response = await asking;
        Assert.True(response.StatusCode == status, $"{response.RequestMessage}: {response.StatusCode} instead of {status}");
        return response;
    }
}
