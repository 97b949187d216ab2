using Microsoft.Playwright;

namespace SystemConnector.Console.Tests;

/// <summary>Somebody who has a keyboard and no mouse.</summary>
internal sealed class KeyboardHands(IPage page)
{
    private const int Furthest = 80;

    /// <summary>Goes on with Tab until the element has the focus.</summary>
    public async Task ToAsync(ILocator element)
    {
        await element.WaitForAsync();
        for (var i = 0; i < Furthest; i++)
        {
            if (await element.EvaluateAsync<bool>("one => one === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail($"Tab does not lead to {element}; the focus is at {await page.EvaluateAsync<string>("() => document.activeElement.outerHTML.slice(0, 300)")}");
    }

    /// <summary>Types over what stands in the field with this label.</summary>
    public async Task TypeAsync(string label, string text)
    {
        var field = page.GetByLabel(label, new() { Exact = true });
        await ToAsync(field);
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
        await Assertions.Expect(field).ToHaveValueAsync(text);
    }

    /// <summary>Goes down a list of choices from its first one to that value.</summary>
    public async Task ChooseAsync(string label, string value)
    {
        var field = page.GetByLabel(label, new() { Exact = true });
        await ToAsync(field);
        await page.Keyboard.PressAsync("Home");
        for (var i = 0; i < Furthest; i++)
        {
            var here = await field.InputValueAsync();
            if (here == value) return;
            await page.Keyboard.PressAsync("ArrowDown");
            await Assertions.Expect(field).Not.ToHaveValueAsync(here);
        }
        Assert.Fail($"{label} offers no {value}.");
    }

    /// <summary>Presses Enter on the button or link with this name.</summary>
    public async Task PressAsync(AriaRole role, string name)
    {
        var element = page.GetByRole(role, new() { Name = name, Exact = true });
        await ToAsync(element);
        await page.Keyboard.PressAsync("Enter");
    }
}
