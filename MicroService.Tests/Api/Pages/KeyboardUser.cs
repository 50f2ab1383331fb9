using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>A person without a mouse: goes on by Tab from where the focus is, sees where it is, and finds things in the order in which they are read.</summary>
internal sealed class KeyboardUser(IPage page)
{
    private const int MostKeys = 150;

    // Where the focus is, whether somebody sees that, and whether it stands after the last place.
    private const string Look =
        """
        async selector => {
          const now = document.activeElement;
          const last = window.lastFocused;
          window.lastFocused = now;
          const isSeen = () => {
            const box = now.getBoundingClientRect();
            const style = getComputedStyle(now);
            return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && box.width > 0 && box.height > 0
              && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
          };
          // What is scrolled to comes smoothly.
          for (let frame = 0; frame < 300 && now !== document.body && !isSeen(); frame++) {
            await new Promise(requestAnimationFrame);
          }

          return {
            isIt: now.matches(selector),
            isBody: now === document.body,
            isSeen: isSeen(),
            isAfter: !last?.isConnected || last === document.body || last === now || !!(last.compareDocumentPosition(now) & Node.DOCUMENT_POSITION_FOLLOWING),
            what: now.outerHTML.slice(0, 200),
          };
        }
        """;

    /// <summary>Presses Tab until the focus is on what the selector names.</summary>
    public async Task GoToAsync(string selector)
    {
        for (var keys = 0; keys < MostKeys; keys++)
        {
            await page.Keyboard.PressAsync("Tab");
            var place = (await page.EvaluateAsync(Look, selector))!.Value;
            if (place.GetProperty("isBody").GetBoolean())
            {
                // Beyond the last element is the browser itself.
                continue;
            }

            Assert.True(place.GetProperty("isSeen").GetBoolean(), $"The focus is not seen on {place.GetProperty("what")}");
            Assert.True(place.GetProperty("isAfter").GetBoolean(), $"The focus goes back to {place.GetProperty("what")}");
            if (place.GetProperty("isIt").GetBoolean())
            {
                return;
            }
        }

        Assert.Fail($"{selector} is not reached by Tab.");
    }

    /// <summary>Goes to a link or a button and presses Enter.</summary>
    public async Task FollowAsync(string selector)
    {
        await GoToAsync(selector);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Goes to a field and types.</summary>
    public async Task TypeAsync(string selector, string text)
    {
        await GoToAsync(selector);
        await page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>Whether the focus is on what the selector names, or in it.</summary>
    public Task<bool> IsInAsync(string selector) => page.EvaluateAsync<bool>("selector => !!document.activeElement.closest(selector)", selector);
}
