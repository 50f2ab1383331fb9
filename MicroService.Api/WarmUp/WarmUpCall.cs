using System.Net.Http.Headers;
using MicroService.Api.Documents;

namespace MicroService.Api.WarmUp;

/// <summary>A call that takes a path for the first time so that no caller has to. None needs credentials to be harmless, and none leaves an audit in the history.</summary>
/// <param name="Path">Where to.</param>
/// <param name="Document">What to send; null for a GET.</param>
/// <param name="Accept">What to ask for.</param>
internal sealed record WarmUpCall(string Path, string? Document = null, string Accept = "*/*")
{
    // A workload with little right about it: nearly every rule finds something, and has to work out a fix.
    private const string Workload = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: warm-up
        spec:
          selector:
            matchLabels:
              app: warm-up
          template:
            metadata:
              labels:
                app: warm-up
            spec:
              containers:
                - name: warm-up
                  image: warm-up:latest
                  ports:
                    - name: http
                      containerPort: 8080
                  env:
                    - name: GREETING
                      value: hello
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: warm-up
        spec:
          selector:
            app: warm-up
          ports:
            - port: 80
              targetPort: http

        """;

    /// <summary>Calls that the process answers by itself: reading, auditing, fixing and printing.</summary>
    public static IReadOnlyList<WarmUpCall> OfProcess { get; } =
    [
        new("/v1/rules"),
        new("/v1/fixes?unsafe=true", Workload, MediaTypes.Yaml),
        new("/v1/fixes?unsafe=true", Workload, MediaTypes.JsonPatch),
    ];

    /// <summary>Calls that its dependencies have a part in: the first page of the history is also what is answered while the history is down.</summary>
    public static IReadOnlyList<WarmUpCall> OfDependencies { get; } = [new("/v1/audits")];

    private HttpMethod Method => Document is null ? HttpMethod.Get : HttpMethod.Post;

    public HttpRequestMessage ToRequest(Uri service)
    {
        var request = new HttpRequestMessage(Method, new Uri(service, Path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(Accept));
        if (Document is not null)
        {
            request.Content = new StringContent(Document, new MediaTypeHeaderValue(MediaTypes.Yaml));
        }

        return request;
    }

    public override string ToString() => $"{Method} {Path}";
}
