namespace MicroService.AppHost.AppModel.Expressions;

/// <summary>Text or a reference.</summary>
internal abstract record ExpressionPart;
