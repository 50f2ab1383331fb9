using System.Globalization;
using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Advisor.Fuzzing;

/// <summary>
/// Mutated corpus files: read or refused, never a crash, and whatever is read can be audited, fixed, printed and read again.
/// FUZZ_CASES sets the number of cases, FUZZ_SEED the first seed.
/// </summary>
public sealed class ManifestFuzzTests
{
    private const int LargestFile = 64 * 1024;

    [Fact]
    public void MutatedManifest_IsRefusedOrReadAndThenFixed()
    {
        Corpus.File("kubernetes", "podinfo.yaml");
        var files = Corpus.Files("kubernetes", "*.yaml").Select(name => File.ReadAllBytes(Corpus.File(name))).Where(bytes => bytes.Length < LargestFile).ToList();
        var seed = Setting("FUZZ_SEED", 1);
        var read = 0;
        var cases = Setting("FUZZ_CASES", 1500);
        for (var i = seed; i < seed + cases; i++)
        {
            var random = new Random(i);
            var mutated = ManifestMutation.Apply(files[random.Next(files.Count)], random);
            try
            {
                read += Exercise(mutated) ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"FUZZ_SEED={i} FUZZ_CASES=1 shows it:\n{Encoding.UTF8.GetString(mutated)}", exception);
            }
        }

        // Mutations that nothing survives would test the parser only.
        Assert.InRange(read, cases / 10, cases);
    }

    private static bool Exercise(byte[] text)
    {
        var reading = new ManifestReader().Read("fuzzed.yaml", text);
        if (reading.File is not { } file)
        {
            Assert.NotEmpty(reading.Problems);
            return false;
        }

        Assert.Empty(reading.Problems);
        Assert.Equal(TextOf(text), file.Print());
        Assert.Empty(new Auditor().Audit([file], new AuditSettings()).Faults);
        var fixing = new Fixer().Fix([file], new FixSettings { Unsafe = true });
        Assert.DoesNotContain(fixing.Remaining.Findings, finding => finding.Fix is not null);
        var again = new ManifestReader().Read("fixed.yaml", Encoding.UTF8.GetBytes(fixing.Files[0].Print()));
        Assert.Empty(again.Problems);
        AssertSame(fixing.Files[0], again.File!);
        return true;
    }

    private static void AssertSame(ManifestFile left, ManifestFile right)
    {
        var (before, after) = (RootsOf(left), RootsOf(right));
        Assert.Equal(before.Length, after.Length);
        Assert.All(before, (root, number) => Assert.True(root.DataEquals(after[number])));
    }

    private static MappingNode[] RootsOf(ManifestFile file) => [.. file.Documents.Select(document => document.Root).OfType<MappingNode>()];

    private static string TextOf(byte[] utf8) => new StreamReader(new MemoryStream(utf8), Encoding.UTF8).ReadToEnd();

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
