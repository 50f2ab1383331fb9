namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>Text or a reference.</summary>
internal abstract record ExpressionPart;
