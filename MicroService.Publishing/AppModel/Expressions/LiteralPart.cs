namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>Text that stands for itself.</summary>
internal sealed record LiteralPart(string Text) : ExpressionPart;
