namespace MicroService.ServiceDefaults.Configuration;

/// <summary>How options of one name are read; without a name, those of every name that has no binding of its own.</summary>
/// <param name="Name">The options' name, in any case; null for all others.</param>
/// <param name="Section">The section of a name.</param>
/// <param name="Bind">Reads them; what is wrong goes to the reader's problems.</param>
internal sealed record NamedOptionsBinding<TOptions>(string? Name, Func<string, string> Section, Func<OptionsReader, TOptions> Bind)
    where TOptions : class;
