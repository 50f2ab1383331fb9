using MicroService.Advisor.Manifests;

namespace MicroService.AppHost.Charts;

/// <summary>Keeps of Aspire's object what ours says nothing of: probes, volumes, and what customizations have put there.</summary>
internal static class ChartMerge
{
    // Ours take the place of Aspire's: names and selectors have to fit each other, and secrets come as files.
    private static readonly HashSet<string> Own = ["/metadata/name", "/spec/selector", "/spec/serviceName", "/spec/template/spec/containers/0/envFrom", "/spec/template/spec/containers/0/env"];

    /// <summary>Lays <paramref name="theirs"/> under <paramref name="ours"/>.</summary>
    public static void Under(MappingNode ours, MappingNode theirs) => Under(ours, theirs, string.Empty);

    private static void Under(MappingNode ours, MappingNode theirs, string path)
    {
        foreach (var entry in theirs.Entries)
        {
            var at = $"{path}/{entry.Key.Value}";
            switch (ours[entry.Key.Value], entry.Value)
            {
                case var _ when Own.Contains(at):
                    break;
                case (null, var value):
                    ours.Set(entry.Key.Value, value.Clone());
                    break;
                case (MappingNode mapping, MappingNode value):
                    Under(mapping, value, at);
                    break;
                case (SequenceNode containers, SequenceNode value) when entry.Key.Value == "containers":
                    UnderContainers(containers, value, at);
                    break;
            }
        }
    }

    // The first container is the resource's own; others are side cars of a customization.
    private static void UnderContainers(SequenceNode ours, SequenceNode theirs, string path)
    {
        if (ours.Items is [MappingNode own, ..] && theirs.Items is [MappingNode first, ..])
        {
            Under(own, first, $"{path}/0");
        }

        foreach (var other in theirs.Items.Skip(1))
        {
            ours.Add(other.Clone());
        }
    }
}
