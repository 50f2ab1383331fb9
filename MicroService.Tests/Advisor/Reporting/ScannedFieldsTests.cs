using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class ScannedFieldsTests
{
    private const string Objects = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, namespace: shop}
        data: {LEVEL: info, PORT: "80"}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: web, namespace: shop}
        data: {key: aHVudGVyMg==}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: api, namespace: shop}
        data: {LEVEL: info}
        """;

    [Fact]
    public void ObjectThatChanged_IsNamedWithItsFields()
    {
        var changed = Assert.Single(ScannedFields.Compare(Write(Objects), Write(Objects.Replace("LEVEL: info, ", "LEVEL: debug, ", StringComparison.Ordinal))));

        Assert.Equal(("shop/ConfigMap/web", ObjectChangeKind.Changed), (changed.Object, changed.Change));
        var field = Assert.Single(changed.Fields);
        Assert.Equal(("/data/LEVEL", "info", "debug"), (field.Pointer, field.Written, field.Live));
    }

    [Fact]
    public void ObjectBeyondTheLimit_IsNamedWithoutFields()
    {
        var after = Objects.Replace("info", "debug", StringComparison.Ordinal);

        var changed = ScannedFields.Compare(Write(Objects, limit: 50), Write(after, limit: 50)).ToList();

        Assert.Equal([("shop/ConfigMap/web", 1), ("shop/ConfigMap/api", 0)], changed.Select(one => (one.Object, one.Fields.Count)));
    }

    [Fact]
    public void Secrets_AreNotKept() => Assert.DoesNotContain("Secret", Encoding.UTF8.GetString(Write(Objects)), StringComparison.Ordinal);

    [Fact]
    public void ObjectsThatOneTimeLacks_AreNotCompared() =>
        Assert.Empty(ScannedFields.Compare(Write(Objects), Write(Objects.Replace("name: web", "name: other", StringComparison.Ordinal))));

    [Fact]
    public void BytesOfAnotherFormat_HaveNoObjects() => Assert.Empty(ScannedFields.Compare("2\n[]\n\n"u8.ToArray(), Write(Objects)));

    private static byte[] Write(string text, int limit = 1 << 20)
    {
        var reading = new ManifestReader().Read("file.yaml", Encoding.UTF8.GetBytes(text));
        return ScannedFields.Write(new Auditor().Audit([reading.File!], new AuditSettings(), TestContext.Current.CancellationToken), limit);
    }
}
