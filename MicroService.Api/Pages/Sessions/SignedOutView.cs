namespace MicroService.Api.Pages.Sessions;

/// <summary>What is left after a sign-out.</summary>
/// <param name="AuthorityEnd">Where the session at the authority is ended; null if that is not known.</param>
public sealed record SignedOutView(string? AuthorityEnd);
