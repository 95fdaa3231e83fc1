package dev.residual.model;

/** An event: aliases were assigned to other models, or were removed. */
public record AliasesChanged() {}
