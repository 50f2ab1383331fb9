namespace MicroService.Tests.Processes;

/// <summary>What a program that ended by itself left behind.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
