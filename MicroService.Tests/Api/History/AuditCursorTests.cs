using CsCheck;
using MicroService.Api.History;

namespace MicroService.Tests.Api.History;

public sealed class AuditCursorTests
{
    [Fact]
    public void AnyId_ComesBackFromItsText() =>
        Gen.Guid.Sample(id => AuditCursor.TryParse(new AuditCursor(id).ToString(), out var cursor) && cursor.Id == id);

    [Fact]
    public void AnyText_IsReadOrRefusedWithoutAnError() =>
        Gen.String.Sample(text => !AuditCursor.TryParse(text, out var cursor) || cursor.ToString() == text);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("not base64url!")]
    [InlineData("AgAAAAAAAAAAAAAAAAAAAAA")]
    public void AnythingElse_IsRefused(string? text) => Assert.False(AuditCursor.TryParse(text, out _));
}
