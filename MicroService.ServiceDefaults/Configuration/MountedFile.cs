namespace MicroService.ServiceDefaults.Configuration;

/// <summary>One mounted setting.</summary>
/// <param name="Path">The file, as it is mounted.</param>
/// <param name="Value">Its text, without the newline at its end.</param>
internal sealed record MountedFile(string Path, string Value);
