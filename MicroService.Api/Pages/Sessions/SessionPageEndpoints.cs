using MicroService.Api.Authentication;
using MicroService.Api.Pages.Layouts;
using Microsoft.AspNetCore.Authentication;
using AuthenticationOptions = MicroService.Api.Authentication.AuthenticationOptions;

namespace MicroService.Api.Pages.Sessions;

/// <summary><c>/sign-out</c>: ends the session here. Signing in needs no address of its own, any view does it.</summary>
internal static class SessionPageEndpoints
{
    private const string SignedOut = "/signed-out";

    /// <summary>Maps them where the page signs people in itself.</summary>
    public static void MapSessionPages(this IEndpointRouteBuilder pages)
    {
        if (!AuthenticationOptions.SignsIn(pages.ServiceProvider.GetRequiredService<IConfiguration>()))
        {
            return;
        }

        // Also for a session that has ended already.
        pages.MapPost(Section.SignOutPath, SignOutAsync).AllowAnonymous();
        // It is a page of its own: the authority cannot be a part of what a form leads to (form-action 'self').
        pages.MapGet(SignedOut, static async (HttpContext context, AuthoritySession session) =>
            (IResult)SignedOutPage.Create(new SignedOutView(await session.FindEndAsync(context.RequestAborted).ConfigureAwait(false)))).AllowAnonymous();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAuthenticationService authentication)
    {
        await authentication.SignOutAsync(context, SignInRegistration.Session, properties: null).ConfigureAwait(false);
        return new SeeOther(SignedOut);
    }
}
