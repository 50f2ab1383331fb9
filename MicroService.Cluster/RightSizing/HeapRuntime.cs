using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>Runtimes whose heap grows as far as they are told it may.</summary>
public enum HeapRuntime
{
    /// <summary>None that is known.</summary>
    None,

    /// <summary>.NET: up to 75 % of the memory limit, or to <c>DOTNET_GCHeapHardLimit</c>.</summary>
    Dotnet,

    /// <summary>The JVM: up to <c>-Xmx</c>, or a share of the memory limit.</summary>
    Jvm,

    /// <summary>Go with <c>GOMEMLIMIT</c>.</summary>
    Go,
}

/// <summary>Tells the runtime of a container by what its manifest says.</summary>
internal static class HeapSettings
{
    private static readonly string[] JvmVariables = ["JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS", "_JAVA_OPTIONS", "CATALINA_OPTS", "ES_JAVA_OPTS"];
    private static readonly string[] JvmImages = ["openjdk", "eclipse-temurin", "amazoncorretto", "elasticsearch", "kafka", "cassandra", "tomcat"];

    public static HeapRuntime RuntimeOf(Container container)
    {
        var variables = container.Environment.Select(variable => variable.Text("name") ?? "").ToList();
        var words = container.CommandLine.Select(word => word.Value).ToList();
        var image = container.Image;
        return variables.Exists(name => name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("COMPlus_", StringComparison.Ordinal))
            || image.Repository.StartsWith("mcr.microsoft.com/dotnet/", StringComparison.Ordinal) || words is ["dotnet", ..] ? HeapRuntime.Dotnet
            : variables.Exists(JvmVariables.Contains) || JvmImages.Contains(image.ShortName, StringComparer.Ordinal)
            || words.Exists(word => word == "java" || word.EndsWith("/java", StringComparison.Ordinal) || word.Contains("-Xmx", StringComparison.Ordinal))
                ? HeapRuntime.Jvm
            : variables.Contains("GOMEMLIMIT") ? HeapRuntime.Go
            : HeapRuntime.None;
    }

    /// <summary>What the setting of the heap is called.</summary>
    public static string SettingOf(HeapRuntime runtime) => runtime switch
    {
        HeapRuntime.Dotnet => "DOTNET_GCHeapHardLimit",
        HeapRuntime.Jvm => "-Xmx",
        HeapRuntime.Go => "GOMEMLIMIT",
        _ => "",
    };
}
