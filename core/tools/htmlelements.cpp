// SPDX-License-Identifier: MIT
#include "core/tools/htmlelements.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace aios {

QString attribute(const GumboNode* node, const char* name)
{
    const GumboAttribute* found = gumbo_get_attribute(&node->v.element.attributes, name);
    return found ? QString::fromUtf8(found->value) : QString();
}

bool isElement(const GumboNode* node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

namespace {

/// What people do not see.
bool isHiddenElement(const GumboNode* node)
{
    const GumboVector* attributes = &node->v.element.attributes;
    if (attributes->length == 0)
        return false;
    if (gumbo_get_attribute(attributes, "hidden") || attribute(node, "aria-hidden").compare("true"_L1, Qt::CaseInsensitive) == 0)
        return true;
    static const QRegularExpression hiding(u"display\\s*:\\s*none|visibility\\s*:\\s*(hidden|collapse)|"
                                           "opacity\\s*:\\s*0*\\.?0+\\s*(;|!|$)|font-size\\s*:\\s*0+(\\.0+)?\\s*(px|em|rem|pt|%|;|!|$)"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    const QString style = attribute(node, "style");
    return !style.isEmpty() && style.size() < 4'000 && hiding.match(style).hasMatch();
}

} // namespace

bool isDropped(const GumboNode* node)
{
    switch (node->v.element.tag) {
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_MATH:
    case GUMBO_TAG_IFRAME:
    case GUMBO_TAG_OBJECT:
    case GUMBO_TAG_EMBED:
    case GUMBO_TAG_CANVAS:
    case GUMBO_TAG_AUDIO:
    case GUMBO_TAG_VIDEO:
    case GUMBO_TAG_SELECT:
    case GUMBO_TAG_BUTTON:
    case GUMBO_TAG_INPUT:
    case GUMBO_TAG_TEXTAREA:
    case GUMBO_TAG_HEAD:
        return true;
    default:
        return isHiddenElement(node);
    }
}

int headingLevel(GumboTag tag)
{
    return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6 ? tag - GUMBO_TAG_H1 + 1 : 0;
}

bool isBlock(GumboTag tag)
{
    switch (tag) {
    case GUMBO_TAG_P:
    case GUMBO_TAG_UL:
    case GUMBO_TAG_OL:
    case GUMBO_TAG_DL:
    case GUMBO_TAG_ARTICLE:
    case GUMBO_TAG_SECTION:
    case GUMBO_TAG_MAIN:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_FIGURE:
    case GUMBO_TAG_ADDRESS:
    case GUMBO_TAG_FORM:
    case GUMBO_TAG_FIELDSET:
    case GUMBO_TAG_DETAILS:
    case GUMBO_TAG_SUMMARY:
    case GUMBO_TAG_FIGCAPTION:
    case GUMBO_TAG_DIV:
    case GUMBO_TAG_BODY:
        return true;
    default:
        return headingLevel(tag) > 0;
    }
}

const GumboVector* childrenOf(const GumboNode* node)
{
    static const GumboVector kNone = {nullptr, 0, 0};
    if (node->type == GUMBO_NODE_DOCUMENT)
        return &node->v.document.children;
    return isElement(node) ? &node->v.element.children : &kNone;
}

/// The text of everything below, as it stands.
QString allText(const GumboNode* top)
{
    QString text;
    const GumboNode* node = top;
    for (;;) {
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
            text += QString::fromUtf8(node->v.text.text);
        else if (isElement(node) && node->v.element.tag == GUMBO_TAG_BR)
            text += u'\n';
        if (childrenOf(node)->length > 0) {
            node = static_cast<const GumboNode*>(childrenOf(node)->data[0]);
            continue;
        }
        while (node != top && node->index_within_parent + 1 >= childrenOf(node->parent)->length)
            node = node->parent;
        if (node == top)
            return text;
        node = static_cast<const GumboNode*>(childrenOf(node->parent)->data[node->index_within_parent + 1]);
    }
}

} // namespace aios
