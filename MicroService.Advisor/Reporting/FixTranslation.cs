using System.Buffers;
using System.Text.Json;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Spells out the fix of each finding. One patch costs a copy of its object, so a hostile document of few huge objects with many
/// findings would cost their product: past a budget of copied nodes, patches are left out.
/// </summary>
internal sealed class FixTranslation(ObjectGraph graph)
{
    private const long LargestCopy = 4_000_000;
    private readonly Dictionary<KubernetesObject, long> _sizes = [];
    private long _copied;

    public FindingFix? Translate(Finding finding) =>
        finding.Fix is { } fix ? new FindingFix(fix.Safety, VisibleText.Cut(fix.Description), Patches(finding, fix)) : null;

    private Func<IReadOnlyList<FixPatch>>? Patches(Finding finding, Fix fix)
    {
        if (!_sizes.TryGetValue(finding.Object, out var size))
        {
            _sizes[finding.Object] = size = SizeOf(finding.Object.Root);
        }

        _copied += size;
        return _copied > LargestCopy ? null : () => [.. ObjectPatch.Of(fix, graph).Select(Translate)];
    }

    private static FixPatch Translate(ObjectPatch patch) => patch.IsNew
        ? new FixPatch(ObjectReference.Of(patch.Object), null, ToJson(patch.Object.Root))
        : new FixPatch(ObjectReference.Of(patch.Object), [.. patch.Operations.Select(operation => new PatchStep(operation.Op, operation.Path, operation.Value is { } value ? ToJson(value) : null))], null);

    private static JsonElement ToJson(Node node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            node.WriteTo(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static long SizeOf(Node node) => 1 + node switch
    {
        MappingNode mapping => mapping.Entries.Sum(entry => SizeOf(entry.Value)),
        SequenceNode sequence => sequence.Items.Sum(SizeOf),
        _ => 0,
    };
}
