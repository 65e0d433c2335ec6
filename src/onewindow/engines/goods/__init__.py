"""Goods and services in words, placed in an office's table of similar groups, and how two lists of them are related."""

from onewindow.engines.goods.classifier import Classifier, UnfitWeights
from onewindow.engines.goods.index import GoodsIndex, GoodsSuggestion, Hints
from onewindow.engines.goods.items import GoodsGroup, GoodsItem
from onewindow.engines.goods.relating import CLOSENESS, Relation, RelationKind, relation

__all__ = [
    "CLOSENESS", "Classifier", "GoodsGroup", "GoodsIndex", "GoodsItem", "GoodsSuggestion", "Hints", "Relation",
    "RelationKind", "UnfitWeights", "relation",
]  # fmt: skip
