using System.Collections.Immutable;

namespace SystemConnector.Contracts.Lists;

/// <summary>Where an item stands in a list: by what the list is sorted, then by what is unique. A page begins behind one, so it stays right when others come and go.</summary>
/// <param name="Sort">The value by which the list is sorted, as text; empty where the list is sorted by <paramref name="Id"/> alone.</param>
/// <param name="Id">What no other item of the list has.</param>
public readonly record struct ListKey(string Sort, string Id);

/// <summary>An item with its place.</summary>
public readonly record struct Listed<T>(T Item, ListKey Key);

/// <summary>A part of a list.</summary>
/// <param name="Items">The items with their places.</param>
/// <param name="HasMore">Whether more follow.</param>
public sealed record Slice<T>(ImmutableArray<Listed<T>> Items, bool HasMore);

/// <summary>Which part of a list is wanted.</summary>
/// <param name="First">How many items at most.</param>
/// <param name="After">The place behind which it begins; null for the beginning.</param>
/// <param name="Descending">Whether the list is read from its end.</param>
public readonly record struct Window(int First, ListKey? After = null, bool Descending = false);
