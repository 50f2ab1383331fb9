using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Benchmarks.Load;
using MicroService.Samples.Certificates;

namespace MicroService.Benchmarks.Admission;

/// <summary>
/// The command <c>admission</c>: what a review of an ordinary Deployment costs through the webhook, against its audit in this process, and whether
/// reviews pile up at a steady rate.
/// </summary>
internal static class AdmissionCommand
{
    private const int Failed = 1;

    public static RootCommand Create()
    {
        var service = new Option<string?>("--service") { Description = "The native service; by default it is published first." };
        var count = new Option<int>("--count") { Description = "Reviews, one after the other.", DefaultValueFactory = _ => 2000 };
        var rate = new Option<int>("--rate") { Description = "Reviews per second.", DefaultValueFactory = _ => 200 };
        var seconds = new Option<int>("--seconds") { Description = "How long at that rate.", DefaultValueFactory = _ => 20 };
        var port = new Option<int>("--port") { Description = "The webhook's port; the next two are the service's.", DefaultValueFactory = _ => 18443 };
        var command = new RootCommand("Measures the admission webhook.") { service, count, rate, seconds, port };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                var program = parsed.GetValue(service) ?? await NativeProgram.PublishAsync("MicroService.Api", "MicroService.Api", cancellationToken);
                await RunAsync(
                    program, parsed.GetRequiredValue(port), parsed.GetRequiredValue(count), parsed.GetRequiredValue(rate), parsed.GetRequiredValue(seconds), cancellationToken);
                return 0;
            }
            catch (LoadFailedException exception)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return Failed;
            }
        });
        return command;
    }

    private static async Task RunAsync(string program, int port, int count, int rate, int seconds, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("microservice-admission-");
        try
        {
            using var authority = new SampleAuthority("benchmark");
            using var certificate = authority.Issue("127.0.0.1");
            var file = Path.Combine(folder.FullName, "tls.pem");
            await File.WriteAllTextAsync(file, $"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}", cancellationToken);
            await using var server = MeasuredServer.Start("/bin/sh", ["-c", "cd \"$0\" && exec \"$1\"", folder.FullName, program], new Dictionary<string, string>
            {
                ["Admission__CertificateFile"] = file,
                ["Admission__Port"] = Text(port),
                ["HTTP_PORTS"] = Text(port + 1),
                ["Management__Port"] = Text(port + 2),
                ["Server__Address"] = "127.0.0.1",
                ["Authentication__AllowAnonymous"] = "true",
            });
            await server.ReadyAsync(new Uri($"http://127.0.0.1:{port + 2}/health/ready"), cancellationToken);
            using var client = new HttpClient(new SocketsHttpHandler
            {
                SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificate.GetCertHashString() },
            })
            { BaseAddress = new Uri($"https://127.0.0.1:{port}") };
            var review = Encoding.UTF8.GetBytes(Review);

            var own = Audits(count, cancellationToken);
            var through = await ReviewsAsync(client, review, count, cancellationToken);
            Console.WriteLine("| median | µs |");
            Console.WriteLine("|---|---|");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| audit in this process | {own.TotalMicroseconds:F0} |"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| review through the webhook | {through.TotalMicroseconds:F0} |"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| ratio | {through / own:F2} |"));

            var (quarters, most, left) = await SteadyAsync(client, review, rate, seconds, cancellationToken);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rate} reviews/s for {seconds} s: median by quarter {string.Join(", ", quarters.Select(quarter => $"{quarter.TotalMilliseconds:F2}"))} ms; "
                + $"at most {most} under way, {left} when the last was sent"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TimeSpan Audits(int count, CancellationToken cancellationToken)
    {
        // The rules that the webhook asks.
        var auditor = new Auditor([.. RuleCatalog.All.Where(rule => rule.Definition.Category != RuleCategory.Validity)]);
        var (reader, settings) = (new ManifestReader(), new AuditSettings { Partial = true });
        var json = Encoding.UTF8.GetBytes(Deployment);
        var times = new List<TimeSpan>();
        // The first half warms the compiler up.
        for (var i = 0; i < 2 * count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            auditor.Audit([reader.ReadObject(json, "apps/v1", "Deployment").File!], settings, cancellationToken);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return Median(times[count..]);
    }

    private static async Task<TimeSpan> ReviewsAsync(HttpClient client, byte[] review, int count, CancellationToken cancellationToken)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < 2 * count; i++)
        {
            times.Add(await SendAsync(client, review, cancellationToken));
        }

        return Median(times[count..]);
    }

    // An open loop: a review is sent when its time has come, however many are under way.
    private static async Task<(IReadOnlyList<TimeSpan> Quarters, int Most, int Left)> SteadyAsync(
        HttpClient client, byte[] review, int rate, int seconds, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var (sent, done, most) = (new List<Task<TimeSpan>>(), 0, 0);
        for (var i = 0; i < rate * seconds; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / rate);
            while (Stopwatch.GetElapsedTime(start) < due)
            {
                await Task.Delay(1, cancellationToken);
            }

            sent.Add(CountedAsync());
            most = Math.Max(most, sent.Count - Volatile.Read(ref done));
        }

        var left = sent.Count - Volatile.Read(ref done);
        var times = await Task.WhenAll(sent);
        return ([.. times.Chunk((times.Length + 3) / 4).Select(quarter => Median([.. quarter]))], most, left);

        async Task<TimeSpan> CountedAsync()
        {
            var time = await SendAsync(client, review, cancellationToken);
            Interlocked.Increment(ref done);
            return time;
        }
    }

    private static async Task<TimeSpan> SendAsync(HttpClient client, byte[] review, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        using var content = new ByteArrayContent(review) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await client.PostAsync(new Uri("/v1/admission", UriKind.Relative), content, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode && body.Contains("\"warnings\"", StringComparison.Ordinal)
            ? Stopwatch.GetElapsedTime(start)
            : throw new LoadFailedException($"The webhook answered {(int)response.StatusCode}: {body}");
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop","uid":"2f370a9c-5335-482f-956c-53d0603fc0e8","generation":1,
        "creationTimestamp":"2026-01-05T08:00:00Z","labels":{"app.kubernetes.io/name":"web"}},
        "spec":{"replicas":2,"selector":{"matchLabels":{"app.kubernetes.io/name":"web"}},"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1,"maxUnavailable":0}},
        "revisionHistoryLimit":10,"progressDeadlineSeconds":600,
        "template":{"metadata":{"creationTimestamp":null,"labels":{"app.kubernetes.io/name":"web"}},"spec":{"containers":[{"name":"web","image":"registry.example.test/shop/web:2.4.1",
        "ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],"env":[{"name":"LOG_LEVEL","value":"info"},{"name":"OTEL_SERVICE_NAME","value":"web"}],
        "resources":{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"128Mi"}},
        "readinessProbe":{"httpGet":{"path":"/health/ready","port":"http","scheme":"HTTP"},"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3},
        "terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent",
        "securityContext":{"allowPrivilegeEscalation":false}}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst","securityContext":{},
        "schedulerName":"default-scheduler"}}}}
        """;

    private const string Review = """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"05d22d12-49ba-4940-982b-7530a69f7631",
        "kind":{"group":"apps","version":"v1","kind":"Deployment"},"resource":{"group":"apps","version":"v1","resource":"deployments"},
        "name":"web","namespace":"shop","operation":"CREATE","userInfo":{"username":"admin","groups":["system:masters","system:authenticated"]},
        "oldObject":null,"dryRun":false,"options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"},"object":
        """ + Deployment + "}}";
}
