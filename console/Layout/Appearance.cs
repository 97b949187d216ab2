using MudBlazor;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Colours and type: fonts of the system only, so that nothing is fetched from elsewhere.</summary>
internal static class Appearance
{
    private static readonly string[] _fonts = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "DejaVu Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5c8a",
            Secondary = "#5a4b81",
            Info = "#0b5c8a",
            Success = "#1e6b34",
            Warning = "#8a4b00",
            Error = "#b3261e",
            AppbarBackground = "#0b3d5c",
            AppbarText = "#ffffff",
            Background = "#f5f7f9",
            TextPrimary = "#17212b",
            TextSecondary = "#44525f",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#7cc4ee",
            Secondary = "#c5b3f2",
            Info = "#7cc4ee",
            Success = "#7ddb98",
            Warning = "#ffb866",
            Error = "#ff9a92",
            AppbarBackground = "#10202c",
            AppbarText = "#eef3f7",
            Background = "#0e151b",
            Surface = "#17212b",
            DrawerBackground = "#121b23",
            DrawerText = "#d5dee6",
            DrawerIcon = "#b0bfcc",
            TextPrimary = "#e8eef3",
            TextSecondary = "#b0bfcc",
            PrimaryContrastText = "#0e151b",
            SuccessContrastText = "#0e151b",
            WarningContrastText = "#0e151b",
            ErrorContrastText = "#0e151b",
            InfoContrastText = "#0e151b",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = _fonts },
            H4 = new H4Typography { FontSize = "1.6rem", FontWeight = "600" },
            H5 = new H5Typography { FontSize = "1.25rem", FontWeight = "600" },
            H6 = new H6Typography { FontSize = "1.05rem", FontWeight = "600" },
            Button = new ButtonTypography { TextTransform = "none" },
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
    };
}
