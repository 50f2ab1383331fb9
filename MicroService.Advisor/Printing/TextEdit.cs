namespace MicroService.Advisor.Printing;

/// <summary>Takes out the text from <paramref name="Start"/> to <paramref name="End"/> and puts <paramref name="Text"/> there.</summary>
internal readonly record struct TextEdit(int Start, int End, string Text);
