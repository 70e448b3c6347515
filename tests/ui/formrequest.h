// SPDX-License-Identifier: MIT
#pragma once

#include "core/mcp/elicitation.h"
#include "tests/support/jstext.h"
#include "tests/ui/chatfixtures.h"

namespace aios::fixtures {

/// A form of a service with every kind of field.
inline const QByteArray kOrder = aios::test::js(
    "{'type':'object','properties':{"
    "'email':{'type':'string','title':'E-mail address','format':'email','description':'Where the receipt goes.'},"
    "'when':{'type':'string','title':'Delivery','format':'date-time'},"
    "'pieces':{'type':'integer','title':'How many','minimum':1,'maximum':20,'default':2},"
    "'weight':{'type':'number','title':'Weight in kg'},"
    "'size':{'type':'string','title':'Size','oneOf':[{'const':'s','title':'Small (30 cm)'},{'const':'l','title':'Large (60 cm)'}],'default':'l'},"
    "'extras':{'type':'array','title':'Extras','minItems':1,'maxItems':2,'items':{'anyOf':[{'const':'bow','title':'A bow'},"
    "{'const':'card','title':'A card'},{'const':'bag','title':'A bag'}]}},"
    "'gift':{'type':'boolean','title':'It is a gift','default':true},"
    "'news':{'type':'boolean','title':'Send me news'},"
    "'code':{'type':'string','title':'Code of the shop','minLength':4,'maxLength':8}},"
    "'required':['email','pieces','extras']}");

/// A service that asks for it to be filled in, in the middle of a call.
inline ApprovalRequest asked(const QByteArray& schema = kOrder, const QString& message = u"Please complete your order at the corner shop."_s)
{
    const QByteArray params = "{\"message\":" + jsonString(message) + ",\"requestedSchema\":" + schema + '}';
    const auto form = readElicitation(params);
    ApprovalRequest request;
    request.id = u"form-1"_s;
    request.sessionId = u"session"_s;
    request.digest = "d";
    request.title = u"shop asks you"_s;
    request.access.tool = u"mcp__shop"_s;
    if (form) {
        request.questions = elicitationQuestions(*form);
        request.access.inputJson = elicitationParams(*form);
    }
    return request;
}

} // namespace aios::fixtures
