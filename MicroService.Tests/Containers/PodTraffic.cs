using System.Net;
using System.Text;
using MicroService.Tests.Api;
using MicroService.Tests.Faults;

namespace MicroService.Tests.Containers;

/// <summary>What callers send to a pod.</summary>
internal static class PodTraffic
{
    private static readonly LoadLimits Light = new(
        Concurrency: 3, Requests: 20_000, Duration: TimeSpan.FromMinutes(2), Pause: TimeSpan.FromMilliseconds(30), Hang: TimeSpan.FromSeconds(30));

    private static readonly LoadCall[] Calls =
    [
        new("audit", "201", 2, static number => Audit(Manifests.Careless.Replace("cart", $"cart-{number}", StringComparison.Ordinal)), static (_, _) => null),
        new("history", "200", 1, static _ => new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/audits?limit=5", UriKind.Relative)), static (_, _) => null),
    ];

    /// <summary>Starts a light load of audits and reads of the history.</summary>
    public static BoundedLoad Start(RunningPod pod) => BoundedLoad.Start(pod.Api.BaseAddress!, Calls, Light);

    /// <summary>The answers that are not as they are when nothing is wrong.</summary>
    public static IEnumerable<LoadAnswer> Failures(IEnumerable<LoadAnswer> answers) =>
        answers.Where(answer => answer.Outcome != Calls.Single(call => call.Name == answer.Call).Good);

    /// <summary>A document of many workloads that are as long as usual, altogether about as long as this.</summary>
    public static string LargeDocument(int number, int length)
    {
        var description = $"  annotations:\n    description: {new string('x', 1000)}\nspec:";
        return Repeat(Manifests.Careless.Replace("spec:\n  selector:", description + "\n  selector:", StringComparison.Ordinal).Replace("cart", $"cart-{number}", StringComparison.Ordinal), "cart", length);
    }

    /// <summary>A document of about this length about which there is as much to say as possible.</summary>
    public static string HostileDocument(int length, int most = int.MaxValue) =>
        Repeat("{apiVersion: apps/v1, kind: Deployment, metadata: {name: cart}, spec: {template: {spec: {containers: [{name: c, image: a}]}}}}", "cart", length, most);

    /// <summary>A document of at most this length in the shape of this name.</summary>
    public static string Shaped(string shape, int length) => shape switch
    {
        "workloads" => LargeDocument(0, length - 4096),
        "findings" => HostileDocument(length, most: 9_900),
        "fixes" => LargeDocument(0, 1_700_000),
        "texts" => Repeat($"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart\ndata:\n  text: {new string('x', 1_000_000)}", "cart", length - 1_100_000),
        "objects" => Repeat("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart\ndata:\n  a: b", "cart", length, most: 9_900),
        "nodes" => $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart\ndata: {{{string.Concat(Enumerable.Range(0, 249_000).Select(number => $"k{number}: v, "))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "not known"),
    };

    /// <summary>A body of this length that no reader may spend much on, in the shape of this name.</summary>
    public static string Hostile(string shape, int length) => shape switch
    {
        "hashes" => new string('#', length),
        "comments" => string.Concat(Enumerable.Repeat($"# {new string('x', 77)}\n", length / 80)),
        "alias bomb" => "a: &a [x, x, x, x, x, x, x, x, x]\n" + string.Concat(
            Enumerable.Range(1, 12).Select(static level => $"{(char)('a' + level)}: &{(char)('a' + level)} [{string.Join(", ", Enumerable.Repeat($"*{(char)('a' + level - 1)}", 9))}]\n")),
        "deep nesting" => "a: " + new string('[', length - 3),
        "deep nesting in JSON" => "{\"a\":" + new string('[', length - 5),
        "huge scalar" => $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart\ndata:\n  a: \"{new string('x', length - 80)}\"",
        "documents" => string.Concat(Enumerable.Repeat("---\na: b\n", length / 9)),
        "long names" => string.Concat(Enumerable.Range(0, 9).Select(number =>
            $"{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: {new string('n', length / 10)}{number}}}, spec: {{template: {{spec: {{containers: [{{name: c, image: a}}]}}}}}}}}\n---\n")),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "not known"),
    };

    private static string Repeat(string workload, string name, int length, int most = int.MaxValue)
    {
        var document = new StringBuilder();
        for (var number = 0; document.Length < length && number < most; number++)
        {
            document.Append(workload.Replace(name, $"{name}-{number}", StringComparison.Ordinal)).Append("\n---\n");
        }

        return document.ToString();
    }

    public static HttpRequestMessage Audit(string document) => Submit("/v1/audits", document);

    public static HttpRequestMessage Submit(string path, string document) =>
        new(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = Manifests.Body(document) };

    /// <summary>Sends a document to a call and answers the status; null if the connection broke.</summary>
    public static async Task<HttpStatusCode?> SubmitAsync(RunningPod pod, string path, string document)
    {
        try
        {
            using var request = Submit(path, document);
            using var response = await pod.Api.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.True(response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter is not null, "A 503 does not say when to come back.");
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>A request on a connection of its own.</summary>
    public static async Task<HttpStatusCode> AskAnewAsync(RunningPod pod)
    {
        using var client = new HttpClient { BaseAddress = pod.Api.BaseAddress };
        using var response = await client.GetAsync(new Uri("/v1/audits?limit=1", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
