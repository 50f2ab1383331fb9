using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Objects;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Cluster.RightSizing;

public sealed class SizesCorpusTests
{
    private const string Document = "docs/rightsizing.md";
    private const string Begin = "<!-- begin comparison -->\n";
    private const string Finish = "<!-- end comparison -->";
    private const decimal Rounding = 0.0001m;

    // Manifests don't say whose the pods without an owner are; what is throttled hides its need; 300 s miss a minute's peak and a short job's rate.
    [Theory]
    [InlineData(60, "cpu", "orphan throttled", "")]
    [InlineData(60, "memory", "orphan", "")]
    [InlineData(300, "cpu", "orphan report throttled", "")]
    [InlineData(300, "memory", "orphan", "spike")]
    public async Task Requests_AreRightWhereTheAnswerIsInTheData(int step, string resource, string without, string unseen)
    {
        var wrong = new List<string>();
        var refused = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, truth, answer) in await SizesCorpus.AnswersAsync(step))
        {
            var (figure, reason) = resource == "cpu" ? (answer.Right.CpuRequest, answer.NoCpu) : (answer.Right.MemoryRequest, answer.NoMemory);
            var right = truth["right"]![$"{resource}_request"] as JsonArray;
            if (right is null)
            {
                Assert.NotNull(reason);
            }
            else if (reason is not null)
            {
                refused.Add(answer.Workload.Name);
            }
            else if (figure is not { } amount || amount.Value < (decimal)right[0]! * (1 - Rounding) || amount.Value > (decimal)right[1]! * (1 + Rounding))
            {
                wrong.Add(answer.Workload.Name);
            }
        }

        Assert.Equal(without, string.Join(' ', refused));
        Assert.Equal(unseen, string.Join(' ', wrong));
    }

    [Fact]
    public async Task Comparison_IsTheOneOfTheDocument()
    {
        var vpa = JsonNode.Parse(await File.ReadAllTextAsync(Corpus.File("sizes", "vpa.json"), TestContext.Current.CancellationToken))!;
        var text = new StringBuilder("| container | present | right | krr | VPA | ours | confidence |\n|---|---|---|---|---|---|---|\n");
        foreach (var (workload, truth, answer) in await SizesCorpus.AnswersAsync(60))
        {
            var name = workload["containers"]!.AsObject().Count > 1 ? $"{answer.Workload.Name}/{answer.Container}" : answer.Workload.Name;
            var krr = truth["methods"]!["krr_simple_5m"]!;
            var target = VpaOf(vpa, workload, answer.Container);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {Pair(answer.Present.CpuRequest, answer.Present.MemoryRequest)} | {Range(truth["right"]!)} | ");
            text.Append(CultureInfo.InvariantCulture, $"{Pair(Amount(krr["cpu_request"]), Amount(krr["memory_request"]))} | {Pair(Amount(target?["cpu"]), Amount(target?["memory"]))} | ");
            text.Append(CultureInfo.InvariantCulture, $"{Pair(answer.Right.CpuRequest, answer.Right.MemoryRequest)} | {answer.Confidence.ToString().ToLowerInvariant()} |\n");
        }

        var document = await File.ReadAllTextAsync(RepositoryRoot.Combine(Document), TestContext.Current.CancellationToken);
        var (begin, end) = (document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, document.IndexOf(Finish, StringComparison.Ordinal));
        GoldenFile.Matches(Document, $"{document[..begin]}{text}{document[end..]}");
    }

    private static JsonNode? VpaOf(JsonNode vpa, JsonNode workload, string container) =>
        vpa["runs"]![0]!["recommendations"]![$"{workload["namespace"]}/{workload["name"]}"]?[container]?["target"];

    private static Quantity? Amount(JsonNode? value) => value is null ? null : new Quantity((decimal)(double)value);

    private static string Range(JsonNode right) => right["cpu_request"] is JsonArray cpu && right["memory_request"] is JsonArray memory
        ? $"{Cpu(Amount(cpu[0]))}–{Cpu(Amount(cpu[1]))}, {Memory(Amount(memory[0]))}–{Memory(Amount(memory[1]))}"
        : "none";

    private static string Pair(Quantity? cpu, Quantity? memory) => cpu is null && memory is null ? "none" : $"{Cpu(cpu)}, {Memory(memory)}";

    private static string Cpu(Quantity? amount) => amount is { } cores ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(cores.Value * 1000)}m") : "none";

    private static string Memory(Quantity? amount) => amount is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes.Value / (1024 * 1024))}") : "none";
}
