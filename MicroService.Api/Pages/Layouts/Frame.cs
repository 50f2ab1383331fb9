namespace MicroService.Api.Pages.Layouts;

/// <summary>What is around a view.</summary>
/// <param name="Title">The title of the window.</param>
/// <param name="Section">The section that the view is in; null for none.</param>
/// <param name="RefreshSeconds">After how many seconds a browser without JavaScript asks again; null for never.</param>
public sealed record Frame(string Title, Section? Section, int? RefreshSeconds = null);
