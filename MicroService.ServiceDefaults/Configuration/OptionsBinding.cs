namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Reads one type of options for its problems and entries alone.</summary>
internal sealed record OptionsBinding(string Section, Action<OptionsReader> Bind);
