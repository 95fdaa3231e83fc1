package dev.residual.model;

/** Names lead to other models than before, or to none. */
public record AliasesChanged() {}
